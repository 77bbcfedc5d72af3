import { App } from 'antd'
import { useState } from 'react'
import { useModels } from '@/api/session'
import { usePhone } from '@/app/useMedia'
import { brandRequest, useBrand, useChosen } from '@/features/brands/useBrands'
import { modelName } from '@/components/prompt/models'
import { useStartFailed } from '@/components/useStartFailed'
import { useT } from '@/i18n'
import { studioModel } from './model/form'
import { type Board, missing } from './model/request'
import { extendOf, hasMarks } from './model/steps'
import { paint } from './run/start'
import { useStudio } from './store/studio'

/** What would be painted now, and doing it; `why` it cannot be done yet. */
export function usePainting() {
  const t = useT()
  const phone = usePhone()
  const { message } = App.useApp()
  const failed = useStartFailed()
  const { form, task, source, drawing } = useStudio()
  const models = useModels().data
  const brand = useBrand()
  const [busy, setBusy] = useState(false)
  const model = studioModel(form.model, models)
  const board: Board = { task, source, extend: extendOf(drawing), masked: hasMarks(drawing, 'mask') }
  const lack = missing(form, board, model)
  const why = lack && t(`studio.missing.${lack}`, { model: model ? modelName(model.id, t) : '' })
  const start = () => {
    if (why) void message.info(why)
    if (busy || !model || why) return
    setBusy(true)
    paint(form, board, drawing, model, phone, brandRequest(brand, useChosen.getState()))
      .catch(failed)
      .finally(() => setBusy(false))
  }
  return { form, board, model, busy, why, paint: start }
}
