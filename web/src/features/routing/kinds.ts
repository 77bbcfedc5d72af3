import type { Route, RoutingScore } from '@/api/types'

export const kinds = ['dialogue', 'code', 'creative', 'translation', 'reasoning', 'vision', 'painting'] as const satisfies readonly RoutingScore['task'][]
export const policies = ['balance', 'quality', 'cost', 'speed', 'weights', 'least_busy'] as const satisfies readonly Route['policy'][]
