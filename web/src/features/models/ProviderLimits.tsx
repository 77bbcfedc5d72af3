import { useT } from '@/i18n'
import { Amount } from './Amount'
import { Columns, Group } from './Group'
import { DEFAULTS, type Limits } from './limits'

/** How long calls of a provider may take, and how many there may be at once. */
export function ProviderLimits({ limits, onChange }: { limits: Limits; onChange: (limits: Limits) => void }) {
  const t = useT()
  const set = (changed: Partial<Limits>) => onChange({ ...limits, ...changed })
  const whole = limits.timeout_s ?? DEFAULTS.timeout_s
  return (
    <>
      <Group title={t('models.times')} text={t('models.providerTimesHelp')}>
        <Columns>
          <Amount label={t('models.timeout')} help={t('models.timeoutHelp')} unit={t('models.seconds')} value={limits.timeout_s} min={0.1} fine max={3600} placeholder={String(DEFAULTS.timeout_s)} onChange={(timeout_s) => set({ timeout_s })} testId="provider-timeout" />
          <Amount label={t('models.connecting')} help={t('models.connectingHelp')} unit={t('models.seconds')} value={limits.connect_timeout_s} min={0.1} fine max={3600} placeholder={String(DEFAULTS.connect_timeout_s)} onChange={(connect_timeout_s) => set({ connect_timeout_s })} testId="provider-connect" />
          <Amount label={t('models.firstByte')} help={t('models.firstByteHelp')} unit={t('models.seconds')} value={limits.first_byte_timeout_s} min={0.1} fine max={3600} placeholder={String(whole)} onChange={(first_byte_timeout_s) => set({ first_byte_timeout_s })} testId="provider-first-byte" />
          <Amount label={t('models.idle')} help={t('models.idleHelp')} unit={t('models.seconds')} value={limits.idle_timeout_s} min={0.1} fine max={3600} placeholder={String(DEFAULTS.idle_timeout_s)} onChange={(idle_timeout_s) => set({ idle_timeout_s })} testId="provider-idle" />
        </Columns>
      </Group>
      <Group title={t('models.load')} text={t('models.providerLoadHelp')}>
        <Columns>
          <Amount label={t('models.places')} help={t('models.placesHelp')} unit={t('models.calls')} value={limits.max_concurrency} max={100_000} placeholder={t('models.noLimit')} onChange={(max_concurrency) => set({ max_concurrency })} testId="provider-places" />
          <Amount label={t('models.waiting')} help={t('models.waitingHelp')} unit={t('models.calls')} value={limits.max_waiting} min={0} max={1_000_000} placeholder={t('models.asServer')} onChange={(max_waiting) => set({ max_waiting })} testId="provider-waiting" />
        </Columns>
      </Group>
    </>
  )
}
