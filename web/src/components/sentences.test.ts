import { expect, it } from 'vitest'
import { joined } from './sentences'

it('puts a space between sentences in English, and none in Chinese', () => {
  expect(joined(['Two did not come.', false, 'Try again.', '', null], 'en')).toBe('Two did not come. Try again.')
  expect(joined(['有 2 张没有画出来。', undefined, '请再试一次。'], 'zh-CN')).toBe('有 2 张没有画出来。请再试一次。')
})
