export { StudioPage } from './StudioPage'
export { editInStudio } from './store/studio'
