import { expect, it } from 'vitest'
import { writer } from './models'

it('names who wrote an answer where the name asked for does not', () => {
  expect([writer('auto', 'river/swift-2'), writer('swift', 'river/qwen/qwen3-235b')]).toEqual(['swift-2', 'qwen/qwen3-235b'])
})

it('is silent where it would say the same again', () => {
  expect([writer('swift', 'river/swift'), writer('swift', undefined), writer('river/swift', 'river/swift'), writer('builtin/assistant', 'builtin/assistant')]).toEqual([null, null, null, null])
})
