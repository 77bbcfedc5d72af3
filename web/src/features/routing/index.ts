export { RoutingPage } from './RoutingPage'
