import { useEffect } from 'react'

const CLOSES = ['Escape', 'Enter', ' ']

/**
 * Gives the focus back to the button of a menu that a key has closed: Ant Design's menus leave it nowhere. What the chosen
 * item has moved it to (a dialog, a field) keeps it.
 */
export function useMenuFocus(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!CLOSES.includes(event.key) || !(event.target instanceof Element) || !event.target.closest('.ant-dropdown')) return
      const opener = document.querySelector<HTMLElement>('button.ant-dropdown-open')
      setTimeout(() => {
        const active = document.activeElement
        const isNowhere = !active || active === document.body || active.closest('.ant-dropdown') !== null
        if (opener?.isConnected && isNowhere && !opener.classList.contains('ant-dropdown-open')) opener.focus()
      }, 50)
    }
    window.addEventListener('keydown', onKey, true)
    return () => window.removeEventListener('keydown', onKey, true)
  }, [])
}
