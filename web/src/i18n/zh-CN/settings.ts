/** 设置与各分区的名称；分区里的文字随分区加载（`settingsPages`）。 */
export default {
  loadFailed: '没能加载',
  title: '设置',
  advanced: '高级',
  groups: {
    own: '我的',
    models: '模型',
    people: '人员',
    money: '收费',
    operation: '运行',
  },
  names: {
    profile: '个人资料',
    keys: 'API 密钥',
    usage: '用量',
    models: '模型',
    routing: '路由',
    users: '用户',
    incidents: '运行状况',
    doctor: '体检',
  },
  words: {
    profile: '姓名 密码 语言 外观 登录 设备',
    keys: 'sdk 令牌 密钥 开发',
    usage: '费用 花费 token 调用 统计 图表',
    models: '服务商 供应商 接入 默认 openai ollama',
    routing: '路由 策略 得分 质量 费用 速度 auto fast cheap best',
    users: '成员 账户 角色 添加',
    incidents: '故障 失败 错误 延迟 熔断 服务商',
    doctor: '健康 检查 问题 状态',
  },
}
