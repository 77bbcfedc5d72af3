export { StylesPage } from './StylesPage'
