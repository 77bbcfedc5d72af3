export { TeamsPage } from './TeamsPage'
