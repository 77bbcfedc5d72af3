export { type FileRecipe, type Offered, readRecipe, type Recipe, wishOf } from './recipe'
export { lackingOf } from './lacking'
export { RecipeOffer } from './RecipeOffer'
