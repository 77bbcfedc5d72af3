import { expect, test } from 'vitest'
import { manages, rolesToGive } from './roles'

test('owners give every role, admins make members, and members nothing', () => {
  expect(rolesToGive('owner')).toEqual(['owner', 'admin', 'member'])
  expect(rolesToGive('admin')).toEqual(['member'])
  expect(rolesToGive('member')).toEqual([])
  expect((['owner', 'admin', 'member'] as const).map(manages)).toEqual([true, true, false])
})
