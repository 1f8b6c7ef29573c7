/** What whoever was refused can do next, by what they lack. In both languages since a person reads it. */
export const NEXT_STEP = {
  rule:
    'file an access request for these fields and this purpose with the providers named here ' +
    '(Government Data Sharing Regulations, art. 20) · 请依《政务数据共享条例》第二十条，就上述字段和用途向所列数源部门提出共享申请',
  case:
    'declare in the `sluice-case` header the number of an open case that is yours and about these people · ' +
    '请在 `sluice-case` 请求头中声明由您承办、涉及上述人员的在办案件编号',
  emergency:
    'open an emergency access at POST /emergency and declare its number in the `sluice-case` header · ' +
    '请先通过 POST /emergency 开启紧急访问，再在 `sluice-case` 请求头中声明其编号',
  consent:
    'have the people concerned consent to this purpose of your department, and have the consent registered · ' +
    '请先取得相关人员对本部门该用途的同意并办理登记',
} as const;
