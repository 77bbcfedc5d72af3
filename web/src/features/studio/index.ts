export { StudioPage } from './StudioPage'
export { formOf } from './model/recipe'
export { editInStudio, settingsInStudio } from './store/studio'
