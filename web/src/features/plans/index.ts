export { PlansPage } from './PlansPage'
