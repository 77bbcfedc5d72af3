import type { ContentRules, MaskingPolicy } from '@/api/types'

export const kinds: MaskingPolicy['kinds'] = ['phone', 'email', 'resident_id', 'bank_card', 'address', 'secret', 'passport', 'plate', 'iban', 'ip', 'company_id']
export const tasks: MaskingPolicy['tasks'] = ['dialogue', 'embedding', 'painting', 'moderation', 'rerank', 'speech', 'transcription', 'realtime']
/** Sound cannot be masked, so transcription is refused where it is chosen and sound may not pass. */
export const maskedTasks = tasks.filter((task) => task !== 'transcription')
export const places: MaskingPolicy['exempt'] = ['builtin', 'near', 'local']
export const tiers: ContentRules['tier'][] = ['block', 'review', 'log']
export const directions: ContentRules['directions'] = ['input', 'output']
