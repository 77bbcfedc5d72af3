export { WidgetsPage } from './WidgetsPage'
