export { PricesPage } from './PricesPage'
