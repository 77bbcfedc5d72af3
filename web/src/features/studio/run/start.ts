import { api } from '@/api/client'
import { uploadPicture } from '@/api/upload'
import type { ModelInfo, PaintRequest, Picture, StartedRun } from '@/api/types'
import { maskOf, sketchOf } from '../canvas/layer'
import { sketchWay } from '../model/able'
import type { Form } from '../model/form'
import { workingScale } from '../model/memory'
import { type Board, kindOf, requestOf, type RunKind } from '../model/request'
import { type Drawing, extendOf, hasMarks, NO_EXTEND } from '../model/steps'
import { useStudio } from '../store/studio'

/** Masks are sent no larger than this: engines paint no finer, and the server takes 16 MB. */
const MAX_MASK_SIDE = 2048

/** Starts a painting and shows it. Raises ApiError. */
export async function start(request: PaintRequest, kind: RunKind, source: Picture | null, size: { width: number; height: number }, extend = NO_EXTEND): Promise<string> {
  const { run_id } = await api.post<StartedRun>('/api/pictures', request)
  useStudio.getState().begin({
    id: run_id,
    kind,
    source,
    prompt: request.prompt ?? '',
    model: request.model ?? '',
    count: request.count ?? 1,
    ...size,
    ...(kind === 'extend' ? { extend } : {}),
  })
  return run_id
}

/** What is on the canvas and at its right, painted. */
export async function paint(form: Form, board: Board, drawing: Drawing, model: ModelInfo, phone: boolean, branded: Partial<PaintRequest> = {}): Promise<string> {
  const kind = kindOf(board)
  const extend = kind === 'extend' ? extendOf(drawing) : NO_EXTEND
  const sheet = kind === 'new' ? { width: form.width, height: form.height } : board.source!
  const whole = { width: extend.left + sheet.width + extend.right, height: extend.top + sheet.height + extend.bottom }
  const scale = Math.min(workingScale(whole, { width: 0, height: 0 }, 1, phone), MAX_MASK_SIDE / Math.max(whole.width, whole.height))
  const mask = kind !== 'new' && board.masked ? await maskOf(drawing, sheet, extend, scale) : null
  const isSketched = hasMarks(drawing, 'sketch') && sketchWay(model.painting) !== null
  const sketch = isSketched ? await uploadPicture(await sketchOf(drawing, sheet, extend, scale), () => undefined, new AbortController().signal) : null
  return start({ ...requestOf(form, board, model, mask, sketch?.id ?? null), ...branded }, kind, kind === 'new' ? null : board.source, whole, extend)
}
