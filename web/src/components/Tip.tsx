import { Tooltip, type TooltipProps } from 'antd'

const canHover = window.matchMedia('(hover: hover)').matches

/** A short label on hover; nothing on touch screens, where it would only get in the way. */
export function Tip({ children, title, ...rest }: TooltipProps) {
  return (
    <Tooltip {...rest} title={canHover ? title : ''} mouseEnterDelay={0.35}>
      {children}
    </Tooltip>
  )
}
