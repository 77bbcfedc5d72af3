import Konva from 'konva'
import { Maximize, ZoomIn, ZoomOut } from 'lucide-react'
import { announce } from '@/components/Announcer'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Circle, Group, Image as Shown, Layer, Line, Rect, Stage } from 'react-konva'
import type { ModelInfo, Picture } from '@/api/types'
import { usePhone } from '@/app/useMedia'
import { IconButton } from '@/components/IconButton'
import { useSize } from '@/components/useSize'
import { useT } from '@/i18n'
import { type Size, workingScale } from '../model/memory'
import { longestSide } from '../model/able'
import { extendOf, isExtended, type Extend, moved } from '../model/steps'
import { fitView, type Place, toPicture, type View, zoomAt } from '../model/view'
import { useStudio } from '../store/studio'
import styles from './Board.module.css'
import { DrawnLayer, MASK_COLOUR } from './layer'
import { useShortcuts } from './shortcuts'
import { boundedSize, toolKeys, useTools } from './tools'
import { directionOf } from './pen'
import { usePen } from './usePen'
import { edgeAt, type Live, usePointers } from './usePointers'
import { useWorkingPicture } from './useWorkingPicture'

/** A finer screen than this costs memory and shows no more of a picture. */
const RATIO = Math.min(2, window.devicePixelRatio || 1)
Konva.pixelRatio = RATIO

const PAN = 48
/** By how many pixels one key makes the picture larger, or smaller again. */
const FRAME_STEP = 64
const MASK_OPACITY = 0.52

interface Props {
  picture: Picture | null
  /** of the picture, or of the sheet to sketch on where there is none */
  size: Size
  model: ModelInfo | null
}

/**
 * The canvas: the picture, what was sketched, and the mask over it.
 * Its keys stand in `shortcuts.ts`: letters choose the tool, arrows lead a pen of the keyboard's own, which draws while it is
 * down, or move the picture or its frame where that is the tool.
 */
export default function Board({ picture, size, model }: Props) {
  const t = useT()
  const phone = usePhone()
  const [measure, stage] = useSize()
  const [box, setBox] = useState<HTMLElement | null>(null)
  const drawing = useStudio((s) => s.drawing)
  const draw = useStudio((s) => s.draw)
  const { tool, layer, visible, size: brush, set } = useTools()
  const [live, setLive] = useState<Live>(null)
  const [cursor, setCursor] = useState<Place | null>(null)
  const [isFocused, setFocused] = useState(false)
  const [layers] = useState(() => ({ mask: new DrawnLayer('mask'), sketch: new DrawnLayer('sketch') }))
  const drawn = useRef<Konva.Layer>(null)

  const kept = extendOf(drawing)
  const extend = live?.kind === 'frame' ? live.extend : kept
  const whole = useMemo(() => boxOf(size, extend), [size, extend])
  const fixed = boxOf(size, kept)
  const scale = stage.width ? workingScale(fixed, stage, RATIO, phone) : 0
  const { image, failed } = useWorkingPicture(picture, scale || 1)

  const [placed, setPlaced] = useState<{ key: string; view: View } | null>(null)
  const key = `${picture?.id ?? ''} ${size.width} ${size.height} ${stage.width > 0}`
  const view = placed?.key === key ? placed.view : fitView(fixed, stage)
  const setView = (change: (view: View) => View) => setPlaced((old) => ({ key, view: change(old?.key === key ? old.view : fitView(fixed, stage)) }))

  const refresh = () => drawn.current?.batchDraw()
  useEffect(() => {
    if (!scale) return
    const isChanged = [layers.mask, layers.sketch].map((one) => one.show(drawing, size, kept, scale)).some(Boolean)
    if (isChanged) drawn.current?.batchDraw()
  })
  useEffect(() => () => [layers.mask, layers.sketch].forEach((one) => one.free()), [layers])

  const canDraw = layer === 'sketch' || picture !== null
  const pointers = usePointers({ box, view, setView, picture: size, extend: kept, model, layers, scale, refresh, setLive, setCursor, draw, canDraw })

  const middle = { x: stage.width / 2, y: stage.height / 2 }
  const zoom = (factor: number) => setView((old) => zoomAt(old, factor, middle))
  const fit = () => setPlaced({ key, view: fitView(fixed, stage) })
  const pan = (x: number, y: number) => setView((old) => ({ ...old, x: old.x + x, y: old.y + y }))
  const pen = usePen({ stage, begin: pointers.start, pan, view })
  const stamp = () => {
    const { x, y } = toPicture(view, pen.at)
    const { hardness, colour } = useTools.getState()
    if (canDraw) draw({ kind: 'stroke', layer, erase: tool === 'eraser', size: brush, hardness, colour: layer === 'mask' ? MASK_COLOUR : colour, points: [x, y] })
  }
  const isBrush = tool === 'brush' || tool === 'eraser'
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    setFocused(true)
    setCursor(null)
    const name = event.key.toLowerCase()
    const direction = directionOf(name)
    const go = direction && (() => {
      const { x, y } = direction
      if (tool === 'hand') pan(-x * PAN, -y * PAN)
      else if (tool !== 'frame') pen.move(direction, event.shiftKey)
      else if (picture) {
        const edge = x ? (x < 0 ? 'left' : 'right') : y < 0 ? 'top' : 'bottom'
        const next = moved(kept, edge, event.shiftKey ? -FRAME_STEP : FRAME_STEP, size, longestSide(model))
        draw({ kind: 'frame', extend: next })
        announce(t('studio.framed', { edge: t(`studio.edges.${edge}`), pixels: next[edge] }))
      }
    })
    const draws = tool !== 'hand' && tool !== 'frame' && canDraw
    const does: Record<string, (() => void) | undefined> = {
      '+': () => zoom(1.25),
      '=': () => zoom(1.25),
      '-': () => zoom(0.8),
      '0': fit,
      '[': () => set({ size: boundedSize(brush / 1.25) }),
      ']': () => set({ size: boundedSize(brush * 1.25) }),
      i: picture && layer === 'mask' ? () => draw({ kind: 'invert' }) : undefined,
      delete: () => draw({ kind: 'clear', layer }),
      '?': () => useShortcuts.getState().show(true),
      ' ': draws ? pen.toggle : undefined,
      enter: !draws ? undefined : isBrush && !pen.isDown ? stamp : pen.toggle,
    }
    if (name === 'escape') {
      // Only where there was something to give up: else the key is for the page.
      if (pointers.giveUp() || pen.lift('giveUp')) event.preventDefault()
      return
    }
    const chosen = toolKeys[name]
    const take = chosen && (() => {
      pen.lift('end')
      set({ tool: chosen })
      announce(t(`studio.tool.${chosen}`))
    })
    const run = take || go || does[name]
    if (!run) return
    event.preventDefault()
    run()
  }

  const edge = tool === 'frame' && cursor ? edgeAt(cursor, view, size, kept) : null
  const pointer = tool === 'hand' ? 'grab' : edge ? (edge === 'left' || edge === 'right' ? 'ew-resize' : 'ns-resize') : isBrush && canDraw ? 'none' : tool === 'frame' ? 'grab' : 'crosshair'
  const circle = isBrush ? (cursor ?? (isFocused ? pen.at : null)) : null
  const cross = isFocused && pen.isLed && !cursor && tool !== 'hand' && tool !== 'frame' ? toPicture(view, pen.at) : null
  const line = 1 / view.scale

  return (
    <div className={styles.board} data-testid="studio-board" data-scale={scale.toFixed(3)}>
      {/* A canvas has no parts that could be reached one by one: it takes the keys itself. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={(element) => {
          setBox(element)
          measure(element)
        }}
        className={styles.stage}
        role="application"
        aria-label={t('studio.canvas')}
        aria-describedby="studio-canvas-help"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        style={{ cursor: pointer }}
        onKeyDown={onKeyDown}
        onFocus={(event) => setFocused(event.target.matches(':focus-visible'))}
        onBlur={() => {
          pen.lift('end')
          setFocused(false)
        }}
        data-pen={pen.isDown ? 'down' : undefined}
        data-ready={(picture === null || image !== null) || undefined}
        data-testid="studio-canvas"
      >
        {stage.width > 0 && (
          <Stage width={stage.width} height={stage.height} listening={false}>
            <Layer ref={drawn} listening={false}>
              <Group x={view.x} y={view.y} scaleX={view.scale} scaleY={view.scale}>
                <Rect x={whole.x} y={whole.y} width={whole.width} height={whole.height} fill={picture ? '#8b8780' : '#ffffff'} opacity={picture ? 0.24 : 1} />
                {picture && image && visible.picture && <Shown image={image} width={size.width} height={size.height} />}
                {visible.sketch && <Shown image={layers.sketch.canvas} x={fixed.x} y={fixed.y} width={fixed.width} height={fixed.height} />}
                {visible.mask && <Shown image={layers.mask.canvas} x={fixed.x} y={fixed.y} width={fixed.width} height={fixed.height} opacity={MASK_OPACITY} />}
                {isExtended(extend) && newParts(size, extend).map((part, index) => <Rect key={index} {...part} fill={MASK_COLOUR} opacity={0.32} />)}
                {(tool === 'frame' || isExtended(extend)) && <Rect x={whole.x} y={whole.y} width={whole.width} height={whole.height} stroke={MASK_COLOUR} strokeWidth={2 * line} dash={[8 * line, 6 * line]} />}
                {tool === 'frame' && handles(whole, view.scale).map((handle, index) => <Rect key={index} {...handle} fill={MASK_COLOUR} stroke="#ffffff" strokeWidth={1.5 * line} cornerRadius={3 * line} />)}
                {live?.kind === 'outline' && <Line points={live.points} closed stroke="#ffffff" strokeWidth={2 * line} fill={`${MASK_COLOUR}55`} shadowColor="#000000" shadowBlur={2} />}
                {circle && (
                  <Circle {...toPicture(view, circle)} radius={brush / 2} stroke="#ffffff" strokeWidth={1.5 * line} shadowColor="#000000" shadowBlur={3} shadowOpacity={0.9} />
                )}
                {cross && [0, 90].map((turn) => <Line key={turn} {...cross} rotation={turn} points={[-9 * line, 0, 9 * line, 0]} stroke={pen.isDown ? MASK_COLOUR : '#ffffff'} strokeWidth={2 * line} shadowColor="#000000" shadowBlur={3} shadowOpacity={0.9} />)}
              </Group>
            </Layer>
          </Stage>
        )}
      </div>
      <p id="studio-canvas-help" className="visually-hidden">
        {t('studio.canvasHelp')}
      </p>
      {failed && <p className={styles.failed} role="alert">{t('studio.pictureGone')}</p>}
      <div className={styles.zoom} role="group" aria-label={t('studio.zoom')}>
        <IconButton icon={ZoomOut} label={t('studio.zoomOut')} size="small" onClick={() => zoom(0.8)} />
        <span className={`${styles.percent} tabular`} data-testid="studio-zoom">{Math.round(view.scale * 100)} %</span>
        <IconButton icon={ZoomIn} label={t('studio.zoomIn')} size="small" onClick={() => zoom(1.25)} />
        <IconButton icon={Maximize} label={t('studio.fit')} size="small" onClick={fit} />
      </div>
    </div>
  )
}

const boxOf = (size: Size, extend: Extend) => ({
  x: -extend.left,
  y: -extend.top,
  width: extend.left + size.width + extend.right,
  height: extend.top + size.height + extend.bottom,
})

type Box = ReturnType<typeof boxOf>

/** What is new around a picture. */
function newParts({ width, height }: Size, { left, top, right, bottom }: Extend): Box[] {
  return [
    { x: -left, y: -top, width: left + width + right, height: top },
    { x: -left, y: height, width: left + width + right, height: bottom },
    { x: -left, y: 0, width: left, height },
    { x: width, y: 0, width: right, height },
  ].filter((part) => part.width > 0 && part.height > 0)
}

/** A grip in the middle of each edge, of one size on the screen. */
function handles({ x, y, width, height }: Box, scale: number): Box[] {
  const [long, thin] = [36 / scale, 8 / scale]
  const across = { width: long, height: thin }
  const down = { width: thin, height: long }
  return [
    { x: x + (width - long) / 2, y: y - thin / 2, ...across },
    { x: x + (width - long) / 2, y: y + height - thin / 2, ...across },
    { x: x - thin / 2, y: y + (height - long) / 2, ...down },
    { x: x + width - thin / 2, y: y + (height - long) / 2, ...down },
  ]
}
