interface Props {
  size?: number
  title?: string
}

/** The seal: a cinnabar square with 话画 in white. The same file is the favicon. */
export function Logo({ size = 32, title }: Props) {
  return <img src="/favicon.svg" width={size} height={size} alt={title ?? ''} draggable={false} />
}
