export { ModelsPage } from './ModelsPage'
