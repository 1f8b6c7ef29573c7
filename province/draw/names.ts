import type { Prng } from './prng.ts';

const COMPOUND = ['欧阳', '司马', '诸葛', '上官'];
const SURNAMES = [
  ...charactersOf(
    '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文',
  ),
  ...COMPOUND,
];
const MALE = charactersOf(
  '伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢阳建国庆东海山峰志文德福成',
);
const FEMALE = charactersOf(
  '芳娜敏静丽艳娟霞秀英玲桂兰红梅燕琴云莲雪颖洁婷慧莹萍晶丹蕾倩佳琳璐瑶悦欣怡淑珍凤',
);

export function drawSurname(rng: Prng): string {
  // Squared, so that the first surnames are by far the commonest, as they are.
  const at = Math.floor(rng.unit() ** 2 * SURNAMES.length);
  return SURNAMES[at] ?? '王';
}

export function drawGivenName(rng: Prng, sex: 'MALE' | 'FEMALE'): string {
  const characters = sex === 'MALE' ? MALE : FEMALE;
  const first = rng.pick(characters);
  return rng.chance(0.25) ? first : first + rng.pick(characters);
}

/** A name as it is drawn here, in its two parts; null where it has not both. */
export function partsOfName(name: string): { readonly surname: string; readonly givenName: string } | null {
  const length = COMPOUND.includes(name.slice(0, 2)) ? 2 : 1;
  const givenName = name.slice(length);
  return givenName === '' ? null : { surname: name.slice(0, length), givenName };
}

function charactersOf(text: string): readonly string[] {
  return Array.from(text);
}
