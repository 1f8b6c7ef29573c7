/** Surnames of two characters that are in use. */
export const COMPOUND_SURNAMES: ReadonlySet<string> = new Set(
  `欧阳 司马 上官 诸葛 司徒 东方 皇甫 尉迟 公孙 令狐 慕容 夏侯 宇文 长孙 轩辕 端木 独孤 南宫 呼延 申屠 百里 东郭 西门
澹台 闻人 拓跋 太史 公冶 公羊 赫连 钟离 濮阳 淳于 单于 完颜 纳兰 第五 鲜于 闾丘 司空 万俟 宗政 仲孙 子车 颛孙 亓官
司寇 巫马 乐正 漆雕 公良 夹谷 宰父 谷梁 段干 东门 南门 梁丘 左丘 公西 南荣 即墨 达奚 褚师`.split(/\s+/u),
);
