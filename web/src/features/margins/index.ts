export { MarginsPage } from './MarginsPage'
