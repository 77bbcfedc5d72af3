import { Button } from 'antd'
import { ImagePlus, X } from 'lucide-react'
import { useRef } from 'react'
import type { ModelInfo } from '@/api/types'
import { pictureName } from '@/components/viewer/recipe'
import { modelName } from '@/components/prompt/models'
import { useT } from '@/i18n'
import { can } from '../model/able'
import { ACCEPT } from '../model/files'
import { MAX_REFERENCES } from '../model/form'
import { useStudio } from '../store/studio'
import { useOwnPictures } from '../useOwnPictures'
import { Group } from './Group'
import styles from './Panel.module.css'

/** Pictures that the result shall be like. */
export function References({ model }: { model: ModelInfo | null }) {
  const t = useT()
  const references = useStudio((s) => s.form.references)
  const setForm = useStudio((s) => s.setForm)
  const files = useRef<HTMLInputElement>(null)
  const { add, busy } = useOwnPictures((picture) => setForm({ references: [...useStudio.getState().form.references, picture].slice(0, MAX_REFERENCES) }))
  const isAble = can(model, 'references')
  return (
    <Group title={t('studio.references')} help={t('studio.referencesHelp')} refused={model !== null && !isAble && t('studio.cannot.references', { model: modelName(model.id, t) })}>
      {references.length > 0 && (
        <ul className={styles.references}>
          {references.map((picture) => (
            <li key={picture.id}>
              <img src={picture.urls.thumb} alt={pictureName(picture, t('pictures.picture'))} />
              <button type="button" aria-label={t('studio.dropReference', { name: pictureName(picture, t('pictures.picture')) })} onClick={() => setForm({ references: references.filter(({ id }) => id !== picture.id) })}>
                <X size={12} strokeWidth={2.5} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Button icon={<ImagePlus size={16} aria-hidden />} disabled={!isAble || references.length >= MAX_REFERENCES} loading={busy} onClick={() => files.current?.click()}>
        {t('studio.addReference')}
      </Button>
      <input ref={files} type="file" accept={ACCEPT} hidden onChange={(event) => {
        void add([...(event.target.files ?? [])])
        event.target.value = ''
      }} />
    </Group>
  )
}
