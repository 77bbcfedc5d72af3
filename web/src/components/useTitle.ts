import { useEffect } from 'react'
import { useT } from '@/i18n'

/** What the browser's tab says: the page, then the product. */
export function useTitle(page: string | null | undefined): void {
  const t = useT()
  const name = t('common.appName')
  useEffect(() => {
    document.title = page ? `${page} · ${name}` : name
  }, [page, name])
}
