import { Drawer } from 'antd'
import { PanelLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '@/components/IconButton'
import { useT } from '@/i18n'
import styles from './Split.module.css'
import { useUi } from './ui'
import { usePhone } from './useMedia'

interface Props {
  /** name of the list, for screen readers */
  label: string
  /** conversations, filters, sections: 280 px at the left, a sheet on phones */
  list: ReactNode
  children: ReactNode
}

/** List pane beside the work area. */
export function Split({ label, list, children }: Props) {
  const phone = usePhone()
  const { paneOpen, sheetOpen, setSheet } = useUi()
  return (
    <div className={styles.split}>
      {phone ? (
        <Drawer
          open={sheetOpen}
          onClose={() => setSheet(false)}
          placement="left"
          size={300}
          closable={false}
          styles={{ body: { padding: 0, background: 'var(--side)' }, wrapper: { maxWidth: '86vw' } }}
          aria-label={label}
        >
          {list}
        </Drawer>
      ) : (
        <aside className={styles.pane} aria-label={label} data-open={paneOpen} inert={!paneOpen}>
          <div className={styles.paneInner}>{list}</div>
        </aside>
      )}
      <div className={styles.work}>{children}</div>
    </div>
  )
}

/** Opens and closes the list pane; belongs at the left of the work area's header. */
export function PaneToggle() {
  const t = useT()
  const phone = usePhone()
  const { paneOpen, togglePane, setSheet } = useUi()
  const label = !phone && paneOpen ? t('common.closeList') : t('common.openList')
  return (
    <IconButton
      icon={PanelLeft}
      label={label}
      tipPlacement="bottom"
      onClick={phone ? () => setSheet(true) : togglePane}
      data-testid="pane-toggle"
    />
  )
}
