export { LabPage } from './LabPage'
