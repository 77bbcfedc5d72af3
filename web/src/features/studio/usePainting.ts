import { App } from 'antd'
import { useState } from 'react'
import { useModels } from '@/api/session'
import { usePhone } from '@/app/useMedia'
import { errorText, isSignedOut } from '@/components/errors'
import { brandRequest, useBrand, useChosen } from '@/features/brands/useBrands'
import { useT } from '@/i18n'
import { studioModel } from './model/form'
import { type Board, missing } from './model/request'
import { extendOf, hasMarks } from './model/steps'
import { paint } from './run/start'
import { useStudio } from './store/studio'

/** What would be painted now, and doing it. */
export function usePainting() {
  const t = useT()
  const phone = usePhone()
  const { message } = App.useApp()
  const { form, task, source, drawing } = useStudio()
  const models = useModels().data
  const brand = useBrand()
  const [busy, setBusy] = useState(false)
  const model = studioModel(form.model, models)
  const board: Board = { task, source, extend: extendOf(drawing), masked: hasMarks(drawing, 'mask') }
  const start = () => {
    if (busy || !model || missing(form, board, model)) return
    setBusy(true)
    paint(form, board, drawing, model, phone, brandRequest(brand, useChosen.getState()))
      .catch((error: unknown) => {
        if (!isSignedOut(error)) void message.error(t('pictures.startFailed', { reason: errorText(error, t) }), 6)
      })
      .finally(() => setBusy(false))
  }
  return { form, board, model, busy, paint: start }
}
