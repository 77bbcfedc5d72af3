import { App, Button, Modal } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { useModels } from '@/api/session'
import { useTrainedStyles } from '@/api/trained'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'
import styles from './RecipeOffer.module.css'
import { lackingOf } from './lacking'
import { type Offered, type Recipe, wishOf } from './recipe'
import { useSettings } from './useSettings'

interface Props {
  offered: Offered | null
  onClose: () => void
  /** keeps the file as a picture, where that is possible here */
  onKeep?: (file: File) => void
  /** what keeping it is called where it is not the gallery that keeps it */
  keepLabel?: string
  /** takes the recipe over instead of painting it at once */
  onUse?: (recipe: Recipe) => void
}

/** What a dropped file says about how it was made, and what one can do with that. */
export function RecipeOffer({ offered, onClose, onKeep, keepLabel, onUse }: Props) {
  const t = useT()
  const { message } = App.useApp()
  const models = useModels()
  const [busy, setBusy] = useState(false)
  const settings = useSettings()
  const recipe = offered?.found.recipe
  const trained = useTrainedStyles().data?.items ?? []
  const lacking = recipe ? lackingOf(recipe, models.data, trained) : []

  const again = async () => {
    if (!recipe) return
    if (onUse) {
      onUse(recipe)
      onClose()
      return
    }
    setBusy(true)
    try {
      await api.post('/api/pictures', wishOf(recipe, (models.data?.items ?? []).map((model) => model.id)))
      announce(t('pictures.fileRecipe.painting'))
      void message.info(t('pictures.fileRecipe.painting'))
      onClose()
    } catch (error) {
      void message.error(errorText(error, t))
    } finally {
      setBusy(false)
    }
  }
  const facts = recipe && [
    [t('pictures.fileRecipe.negative'), recipe.negative],
    [t('pictures.fileRecipe.model'), recipe.model],
    [t('pictures.fileRecipe.style'), recipe.style && t(`pictures.styles.${recipe.style}` as 'pictures.styles.ink', { defaultValue: recipe.style })],
    [t('pictures.fileRecipe.size'), recipe.width && recipe.height ? `${recipe.width} × ${recipe.height}` : recipe.aspect],
    [t('pictures.fileRecipe.seed'), recipe.seed],
    [t('pictures.fileRecipe.adapters'), recipe.adapters?.map(({ id, weight, name }) => `${name ?? id} (${weight})`).join(', ')],
  ]
  return (
    <Modal
      open={offered !== null}
      onCancel={onClose}
      centered
      destroyOnHidden
      title={t('pictures.fileRecipe.title')}
      footer={
        offered && (
          <div className={styles.actions}>
            {onKeep && (
              <Button
                onClick={() => {
                  onKeep(offered.file)
                  onClose()
                }}
                data-testid="recipe-keep"
              >
                {keepLabel ?? t('pictures.fileRecipe.keep')}
              </Button>
            )}
            <Button
              onClick={() => {
                onClose()
                void settings(offered.found.recipe)
              }}
              data-testid="recipe-settings"
            >
              {t('pictures.fileRecipe.settings')}
            </Button>
            <Button type="primary" loading={busy} onClick={() => void again()} data-testid="recipe-use">
              {t(onUse ? 'pictures.fileRecipe.use' : 'pictures.fileRecipe.again')}
            </Button>
          </div>
        )
      }
    >
      {recipe && (
        <div className={styles.recipe} data-testid="recipe-offer">
          <p className={styles.source}>{t(`pictures.fileRecipe.sources.${offered.found.source}`)}</p>
          <p className={styles.words}>{recipe.prompt ?? recipe.instruction}</p>
          <dl>
            {facts?.map(([label, value]) =>
              value === undefined || value === '' ? null : (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                </div>
              ),
            )}
          </dl>
          {lacking.length > 0 && (
            <ul className={styles.lacking} data-testid="recipe-lacking">
              {lacking.map(({ kind, names }) => (
                <li key={kind}>{t(`pictures.fileRecipe.lacking.${kind}`, { names })}</li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Modal>
  )
}
