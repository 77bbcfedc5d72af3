import { styleIds } from '@/components/prompt/choices'
import { useT } from '@/i18n'
import { useStudio } from '../store/studio'
import { Group } from './Group'
import styles from './Panel.module.css'

/** One small picture for each style, painted by the painter of this product (`scripts/style_pictures.py`). */
const pictures = import.meta.glob<string>('../styles/*.webp', { eager: true, query: '?url', import: 'default' })

export function Styles() {
  const t = useT()
  const style = useStudio((s) => s.form.style)
  const setForm = useStudio((s) => s.setForm)
  return (
    <Group title={t('pictures.style')} help={t('studio.styleHelp')}>
      <div className={styles.styles} role="group" aria-label={t('pictures.style')}>
        {styleIds.map((id) => (
          <button key={id} type="button" className={styles.style} aria-pressed={style === id} onClick={() => setForm({ style: style === id ? null : id })} data-testid={`style-${id}`}>
            <img src={pictures[`../styles/${id}.webp`]} alt="" loading="lazy" width={72} height={72} draggable={false} />
            <span>{t(`pictures.styles.${id}`)}</span>
          </button>
        ))}
      </div>
    </Group>
  )
}
