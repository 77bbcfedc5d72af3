export { BrandChoice } from './BrandChoice'
export { BrandsPage } from './BrandsPage'
