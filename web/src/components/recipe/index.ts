export { type FileRecipe, type Offered, readRecipe, type Recipe, wishOf } from './recipe'
export { RecipeOffer } from './RecipeOffer'
