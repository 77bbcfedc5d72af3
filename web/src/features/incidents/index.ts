export { IncidentsPage } from './IncidentsPage'
