/** The frame's words, in the language of the page around it. */
export type Lang = 'zh' | 'en'

const en = {
  open: 'Open the chat with {name}',
  close: 'Close the chat',
  over: 'Start a new conversation',
  log: 'Conversation',
  you: 'You said',
  said: '{name} said',
  greeting: 'Hello. What can I do for you?',
  write: 'Write a message',
  send: 'Send',
  stop: 'Stop',
  note: 'An AI answers; it can be wrong.',
  thinking: 'Thinking…',
  painting: 'Painting…',
  paintingAt: 'Painting, {percent} %',
  picture: 'A picture that was painted for you',
  notPainted: 'The picture could not be painted.',
  stopped: 'Stopped.',
  retry: 'Try again',
  loading: 'Loading…',
  faults: {
    off: 'This chat is switched off at the moment.',
    hour: 'You have sent as many messages as are allowed in an hour. Come back a little later.',
    day: 'This chat has answered as much as it may today. Come back tomorrow.',
    spent: 'This chat has used up what it may for now. Come back later.',
    busy: 'There is a lot to do right now. Try again in a moment.',
    withheld: 'There is no answer to this. Put it another way.',
    failed: 'The answer could not be finished. Try again.',
    long: 'That is too long. At most 4000 characters fit in a message.',
    away: 'The chat cannot be reached. What you wrote is kept; try again.',
  },
}

const zh: typeof en = {
  open: '打开与{name}的聊天',
  close: '关闭聊天',
  over: '开始新对话',
  log: '对话',
  you: '你说',
  said: '{name}说',
  greeting: '你好，有什么可以帮你？',
  write: '写条消息',
  send: '发送',
  stop: '停止',
  note: '回答由 AI 生成，可能有误。',
  thinking: '思考中…',
  painting: '正在绘制…',
  paintingAt: '正在绘制，{percent}%',
  picture: '为你画的图',
  notPainted: '这张图没能画成。',
  stopped: '已停止。',
  retry: '重试',
  loading: '加载中…',
  faults: {
    off: '这个聊天暂时关闭了。',
    hour: '一小时内能发的消息已经发完，请稍后再来。',
    day: '这个聊天今天的回答已达上限，请明天再来。',
    spent: '这个聊天的额度暂时用完了，请稍后再来。',
    busy: '现在有点忙，请稍后再试。',
    withheld: '这个问题没有得到回答，请换个说法。',
    failed: '回答没能完成，请再试一次。',
    long: '太长了，一条消息最多 4000 个字符。',
    away: '暂时连不上聊天，你写的内容还在，请再试一次。',
  },
}

export type Words = typeof en
export type Fault = keyof Words['faults']
export const words: Record<Lang, Words> = { zh, en }

export const fill = (text: string, values: Record<string, string | number>): string => text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
