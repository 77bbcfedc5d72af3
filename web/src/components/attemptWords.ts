import type { SlotView } from '@/api/runs/slot'
import type { useT } from '@/i18n'

/** That an engine is asked again, and which attempt that is; nothing where the first one goes well. */
export function attemptWords({ pausing, attempt }: Pick<SlotView, 'pausing' | 'attempt'>, t: ReturnType<typeof useT>): string[] {
  const why = pausing ? [t(attempt?.goes_on ? 'pictures.waitingOn' : 'pictures.pausing')] : []
  return attempt ? [...why, t('pictures.attempt', { attempt: attempt.attempt, of: attempt.of })] : why
}
