export default {
  title: '服务器状况',
  text: '检查数据库、磁盘、引擎和每个服务商，并告诉你该怎么做。',
  again: '重新检查',
  copy: '复制报告',
  allWell: '一切正常',
  failed_other: '{{count}} 项无法工作',
  warnings_other: '{{count}} 项需要留意',
  and: '，',
  titles: { database: '数据库', disk: '磁盘', pictures: '图片存储', engine: '引擎 {{name}}', provider: '服务商 {{name}}' },
  status: { ok: '正常', warning: '需要留意', failed: '无法工作' },
}
