export { BillingPage } from './BillingPage'
