import { codePoints, type Mask, maskKind, stars } from './mask.ts';

/** Two-character surnames in use (names of the 2020 census' list of compound surnames). */
const COMPOUND_SURNAMES = new Set(
  '欧阳 司马 上官 诸葛 司徒 东方 皇甫 尉迟 公孙 令狐 慕容 夏侯 宇文 长孙 轩辕 端木 独孤 南宫 呼延 申屠 百里 东郭 西门 澹台 闻人 拓跋 太史 公冶 公羊 赫连 钟离 濮阳 淳于 单于 完颜 纳兰 第五 鲜于 闾丘 司空 万俟 宗政 仲孙 子车 颛孙 亓官 司寇 巫马 乐正 漆雕 公良 夹谷 宰父 谷梁 段干 东门 南门 梁丘 左丘 公西 呼延 南荣 即墨 达奚 褚师'.split(
    ' ',
  ),
);
const NAME = /^[\p{Script=Han}·]+$/u;
const HIDDEN = '***';

/**
 * The surname and a star for each further character. A name that is not written in Chinese characters, has a middle
 * dot, or one character only, is hidden whole.
 */
export const nameSurname: Mask = {
  kind: maskKind('name.surname'),
  discloses: 2,
  fits: ['String'],
  words: { en: 'surname only', zh: '姓名（仅保留姓氏）' },
  apply: (value) => {
    const points = codePoints(value);
    if (!points || points.length < 2 || points.length > 6) return HIDDEN;
    if (!NAME.test(points.join('')) || points.includes('·')) return HIDDEN;
    const surname = COMPOUND_SURNAMES.has(points.slice(0, 2).join('')) && points.length > 2 ? 2 : 1;
    return points.slice(0, surname).join('') + stars(points.length - surname);
  },
};
