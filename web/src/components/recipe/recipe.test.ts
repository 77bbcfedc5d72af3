import { describe, expect, it } from 'vitest'
import { wishOf } from './recipe'

describe('painting a recipe again', () => {
  it('takes what it says', () => {
    const recipe = { prompt: 'a boat', seed: 5, width: 640, height: 480, aspect: '4:3', model: 'm', adapters: [{ id: 'a', weight: 1 }] }
    expect(wishOf(recipe, ['m'])).toEqual({ prompt: 'a boat', seed: 5, width: 640, height: 480, model: 'm', adapters: recipe.adapters })
  })
  it('leaves a model that is not here, and its trained styles, to the server', () => {
    expect(wishOf({ prompt: 'a boat', model: 'gone', adapters: [{ id: 'a', weight: 1 }], aspect: '1:1' }, ['m'])).toEqual({ prompt: 'a boat', aspect: '1:1' })
  })
  it('an edit is painted by its words', () => {
    expect(wishOf({ instruction: 'add snow' }, [])).toEqual({ prompt: 'add snow' })
  })
})
