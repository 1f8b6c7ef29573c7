/** Words that stand in every advertisement and every profile, and so tell nothing of either. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    '的 了 和 与 及 或 在 是 有 无 为 以 等 可 能 会 要 需 须 请 我 您 你 本 其 该 各 并 对 从 到 由 于 上 下 中 个 名 元 月 ' +
    '年 人 日 不 也 都 就 很 较 做 想 希望 一 一个 一定 以上 以下 以及 能够 可以 相关 工作 岗位 职位 招聘 要求 负责 熟悉 ' +
    '具有 具备 公司 单位 人员 优先 薪资 待遇 面议 the a an and or of to in for with on at is are be we you our'
  ).split(' '),
);
