import { useQuery } from '@tanstack/react-query'
import { App } from 'antd'
import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import type { components } from '@/api/schema'
import { useModels } from '@/api/session'
import type { Picture } from '@/api/types'
import { errorText } from '@/components/errors'
import { type Recipe, wishOf } from '@/components/recipe/recipe'
import { useT } from '@/i18n'
import styles from './Details.module.css'
import { recipeOf } from './recipe'

type Licences = components['schemas']['LicenceList']

/** On which terms a made picture is: of its model, its trained styles and the style it is drawn in. */
export function Licences({ picture }: { picture: Picture }) {
  const t = useT()
  const { data } = useQuery({
    queryKey: ['pictures', 'licences', picture.id],
    queryFn: ({ signal }) => api.get<Licences>(`/api/pictures/${picture.id}/licences`, undefined, signal),
    enabled: picture.model !== null,
    staleTime: Infinity,
  })
  if (!data?.items.length) return null
  return (
    <section className={styles.words}>
      <h3>{t('viewer.licences')}</h3>
      {data.items.map(({ of, about, name, url }) => (
        <p key={`${of} ${about}`} data-testid="viewer-licence">
          {about}:{' '}
          {url ? (
            <a href={url} target="_blank" rel="noreferrer">
              {name}
            </a>
          ) : (
            name
          )}
        </p>
      ))}
    </section>
  )
}

/** Says that nothing was painted or paid for a picture that was there already, and paints another one on demand. */
export function ShownAgain({ picture }: { picture: Picture }) {
  const t = useT()
  const { message } = App.useApp()
  const models = useModels()
  const [busy, setBusy] = useState(false)
  const paint = async () => {
    setBusy(true)
    try {
      const wish = wishOf(recipeOf(picture) as Recipe, (models.data?.items ?? []).map((model) => model.id))
      await api.post('/api/pictures', { ...wish, fresh: true })
      void message.info(t('pictures.fileRecipe.painting'))
    } catch (error) {
      void message.error(errorText(error, t))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className={styles.unmet} data-testid="viewer-cached">
      <strong>{t('viewer.cachedTitle')}</strong>
      <p>{t('viewer.cachedText')}</p>
      <button type="button" className={styles.action} disabled={busy} onClick={() => void paint()} data-testid="viewer-fresh">
        <RefreshCw size={16} strokeWidth={1.75} aria-hidden />
        {t('viewer.fresh')}
      </button>
    </div>
  )
}
