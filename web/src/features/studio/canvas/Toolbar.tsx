import { Popover, Slider } from 'antd'
import { Brush, Eraser, FlipHorizontal2, Frame, Hand, Keyboard, Lasso, Redo2, SlidersHorizontal, SquareDashed, Trash2, Undo2 } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { usePhone } from '@/app/useMedia'
import { IconButton } from '@/components/IconButton'
import { useRoving } from '@/components/useRoving'
import { useT } from '@/i18n'
import { useStudio } from '../store/studio'
import { keyOf, redoKeys, undoKeys, useShortcuts } from './shortcuts'
import styles from './Toolbar.module.css'
import { MAX_BRUSH, MIN_BRUSH, type Tool, tools, useTools } from './tools'

const icons: Record<Tool, LucideIcon> = { brush: Brush, eraser: Eraser, lasso: Lasso, rectangle: SquareDashed, frame: Frame, hand: Hand }

/** What is in the hand, and what was drawn taken back. */
export function Toolbar() {
  const t = useT()
  const phone = usePhone()
  const { drawing, draw, undo, redo, source } = useStudio()
  const { tool, layer, size, hardness, colour, set } = useTools()
  const bar = useRef<HTMLDivElement>(null)
  const roving = useRoving(bar)
  const tip = phone ? 'top' : 'right'
  const needsPicture = (name: Tool) => name === 'frame' && !source
  const brush = (
    <div className={styles.brush}>
      <label>
        <span>{t('studio.brushSize')}</span>
        <Slider ariaLabelForHandle={t('studio.brushSize')} min={MIN_BRUSH} max={MAX_BRUSH} value={size} onChange={(value) => set({ size: value })} />
        <output className="tabular">{size} px</output>
      </label>
      <label>
        <span>{t('studio.hardness')}</span>
        <Slider ariaLabelForHandle={t('studio.hardness')} min={0} max={1} step={0.05} value={hardness} onChange={(value) => set({ hardness: value })} />
        <output className="tabular">{t('pictures.percent', { percent: Math.round(hardness * 100) })}</output>
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
    <div className={styles.toolbar} ref={bar} {...roving} role="toolbar" aria-label={t('studio.tools')} aria-orientation={phone ? 'horizontal' : 'vertical'} data-testid="studio-tools">
      {tools.map((name) => (
        <IconButton
          key={name}
          icon={icons[name]}
          label={t(`studio.tool.${name}`)}
          tip={`${t(`studio.tool.${name}`)} · ${keyOf[name]}`}
          active={tool === name}
          disabled={needsPicture(name)}
          aria-keyshortcuts={keyOf[name]}
          tipPlacement={tip}
          onClick={() => set({ tool: name })}
          data-testid={`tool-${name}`}
        />
      ))}
      <BrushSettings placement={phone ? 'top' : 'rightTop'} tipPlacement={tip}>
        {brush}
      </BrushSettings>
      <span className={styles.line} aria-hidden />
      <IconButton icon={Undo2} label={t('studio.undo')} tip={`${t('studio.undo')} · ${undoKeys}`} aria-keyshortcuts="Control+Z" disabled={!drawing.done.length} tipPlacement={tip} className={styles.early!} onClick={undo} data-testid="studio-undo" />
      <IconButton icon={Redo2} label={t('studio.redo')} tip={`${t('studio.redo')} · ${redoKeys}`} aria-keyshortcuts="Control+Shift+Z" disabled={!drawing.undone.length} tipPlacement={tip} className={styles.early!} onClick={redo} data-testid="studio-redo" />
      <IconButton icon={FlipHorizontal2} label={t('studio.invert')} tip={`${t('studio.invert')} · I`} aria-keyshortcuts="I" disabled={!source || layer !== 'mask'} tipPlacement={tip} onClick={() => draw({ kind: 'invert' })} data-testid="studio-invert" />
      <IconButton icon={Trash2} label={t('studio.clear')} tip={`${t('studio.clear')} · Del`} aria-keyshortcuts="Delete" disabled={!drawing.done.length} tipPlacement={tip} onClick={() => draw({ kind: 'clear', layer })} data-testid="studio-clear" />
      {!phone && <IconButton icon={Keyboard} label={t('studio.keys.title')} tip={`${t('studio.keys.title')} · ?`} aria-keyshortcuts="?" tipPlacement={tip} onClick={() => useShortcuts.getState().show(true)} data-testid="studio-keys" />}
    </div>
  )
}

/** A button with sliders beside it: they get the focus when it opens them, and Escape gives it back. */
function BrushSettings({ placement, tipPlacement, children }: { placement: 'top' | 'rightTop'; tipPlacement: 'top' | 'right'; children: React.ReactNode }) {
  const t = useT()
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const inside = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isOpen) inside.current?.querySelector<HTMLElement>('[role=slider]')?.focus({ preventScroll: true })
  }, [isOpen])
  const content = (
    // Escape closes it; every control inside has its own keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={inside}
      role="dialog"
      aria-label={t('studio.brush')}
      tabIndex={-1}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key !== 'Escape') return
        setOpen(false)
        button.current?.focus()
      }}
      onBlur={(event) => {
        if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget) && event.relatedTarget !== button.current) setOpen(false)
      }}
    >
      {children}
    </div>
  )
  return (
    <Popover open={isOpen} onOpenChange={setOpen} trigger="click" placement={placement} content={content} arrow={false} destroyOnHidden>
      <IconButton ref={button} icon={SlidersHorizontal} label={t('studio.brush')} tip={isOpen ? '' : t('studio.brush')} tipPlacement={tipPlacement} aria-haspopup="dialog" aria-expanded={isOpen} data-testid="brush-settings" />
    </Popover>
  )
}
