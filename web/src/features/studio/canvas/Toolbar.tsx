import { Dropdown, Slider } from 'antd'
import { Brush, Eraser, FlipHorizontal2, Frame, Hand, Lasso, Redo2, SlidersHorizontal, SquareDashed, Trash2, Undo2 } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { usePhone } from '@/app/useMedia'
import { IconButton } from '@/components/IconButton'
import { useT } from '@/i18n'
import { useStudio } from '../store/studio'
import styles from './Toolbar.module.css'
import { MAX_BRUSH, MIN_BRUSH, type Tool, toolKeys, tools, useTools } from './tools'

const icons: Record<Tool, LucideIcon> = { brush: Brush, eraser: Eraser, lasso: Lasso, rectangle: SquareDashed, frame: Frame, hand: Hand }
const keyOf = Object.fromEntries(Object.entries(toolKeys).map(([key, tool]) => [tool, key.toUpperCase()])) as Record<Tool, string>

/** What is in the hand, and what was drawn taken back. */
export function Toolbar() {
  const t = useT()
  const phone = usePhone()
  const { drawing, draw, undo, redo, source } = useStudio()
  const { tool, layer, size, hardness, colour, set } = useTools()
  const tip = phone ? 'top' : 'right'
  const needsPicture = (name: Tool) => name === 'frame' && !source
  const brush = (
    <div className={styles.brush} role="group" aria-label={t('studio.brush')}>
      <label>
        <span>{t('studio.brushSize')}</span>
        <Slider aria-label={t('studio.brushSize')} min={MIN_BRUSH} max={MAX_BRUSH} value={size} onChange={(value) => set({ size: value })} />
        <output className="tabular">{size} px</output>
      </label>
      <label>
        <span>{t('studio.hardness')}</span>
        <Slider aria-label={t('studio.hardness')} min={0} max={1} step={0.05} value={hardness} onChange={(value) => set({ hardness: value })} />
        <output className="tabular">{Math.round(hardness * 100)} %</output>
      </label>
      {layer === 'sketch' && (
        <label>
          <span>{t('studio.colour')}</span>
          <input type="color" value={colour} onChange={(event) => set({ colour: event.target.value })} />
        </label>
      )}
    </div>
  )
  return (
    <div className={styles.toolbar} role="toolbar" aria-label={t('studio.tools')} aria-orientation={phone ? 'horizontal' : 'vertical'} data-testid="studio-tools">
      {tools.map((name) => (
        <IconButton
          key={name}
          icon={icons[name]}
          label={t(`studio.tool.${name}`)}
          tip={`${t(`studio.tool.${name}`)} · ${keyOf[name]}`}
          active={tool === name}
          disabled={needsPicture(name)}
          tipPlacement={tip}
          onClick={() => set({ tool: name })}
          data-testid={`tool-${name}`}
        />
      ))}
      <Dropdown trigger={['click']} placement={phone ? 'top' : 'bottomLeft'} popupRender={() => brush}>
        <IconButton icon={SlidersHorizontal} label={t('studio.brush')} tipPlacement={tip} data-testid="brush-settings" />
      </Dropdown>
      <span className={styles.line} aria-hidden />
      <IconButton icon={Undo2} label={t('studio.undo')} tip={`${t('studio.undo')} · Ctrl Z`} disabled={!drawing.done.length} tipPlacement={tip} className={styles.early!} onClick={undo} data-testid="studio-undo" />
      <IconButton icon={Redo2} label={t('studio.redo')} tip={`${t('studio.redo')} · Ctrl ⇧ Z`} disabled={!drawing.undone.length} tipPlacement={tip} className={styles.early!} onClick={redo} data-testid="studio-redo" />
      <IconButton icon={FlipHorizontal2} label={t('studio.invert')} tip={`${t('studio.invert')} · I`} disabled={!source || layer !== 'mask'} tipPlacement={tip} onClick={() => draw({ kind: 'invert' })} data-testid="studio-invert" />
      <IconButton icon={Trash2} label={t('studio.clear')} disabled={!drawing.done.length} tipPlacement={tip} onClick={() => draw({ kind: 'clear', layer })} data-testid="studio-clear" />
    </div>
  )
}
