/**
 * Traditional characters as texts about work hold them, each with its simplified form. Not all there are: a character that is
 * not here stays what it is, and its word is another.
 */
const PAIRS = (
  '僅仅 歲岁 優优 無无 婦妇 齡龄 戶户 結结 歡欢 適适 標标 準准 體体 經经 驗验 漢汉 數数 會会 學学 業业 勞劳 動动 電电 銷销 車车 機机 廠厂 師师 ' +
  '員员 護护 設设 計计 開开 發发 語语 軟软 網网 維维 術术 職职 務务 廚厨 飯饭 館馆 駕驾 駛驶 運运 輸输 倉仓 庫库 裝装 製制 檢检 測测 質质 監监 ' +
  '財财 銀银 帳账 資资 訊讯 書书 寫写 課课 導导 遊游 藥药 醫医 療疗 養养 環环 築筑 鋼钢 鐵铁 鋁铝 銅铜 塗涂 縫缝 紡纺 織织 農农 魚鱼 園园 藝艺 ' +
  '樹树 種种 麵面 點点 潔洁 門门 衛卫 處处 辦办 圖图 實实 際际 貿贸 專专 讀读 練练 習习 熱热 壓压 線线 鍋锅 爐炉 銑铣 鑽钻 鉗钳 貨货 遞递 單单 ' +
  '價价 買买 賣卖 場场 樓楼 長长 間间 時时 週周 雙双 調调 換换 夠够 願愿 應应 聽听 說说 話话 國国 產产 區区 縣县 鎮镇 鄉乡 東东 龍龙 濱滨 兒儿 ' +
  '嬰婴 傷伤 殘残 險险 獎奖 補补 貼贴 額额 錢钱 領领 帶带 隊队 組组 團团 聯联 絡络 視视 頻频 攝摄 錄录 編编 輯辑 題题 選选 擇择 責责 認认 證证 ' +
  '許许 關关 係系 從从 來来 對对 與与 個个 們们 這这 還还 過过 進进 連连 達达 遠远 邊边 陽阳 陰阴 陸陆 隨随 難难 雜杂 雞鸡 鴨鸭 豬猪 馬马 廣广 ' +
  '廢废 彈弹 強强 後后 徵征 態态 慣惯 慮虑'
).split(' ');
const SIMPLIFIED_OF: ReadonlyMap<string, string> = new Map(
  PAIRS.map((pair) => [pair.charAt(0), pair.charAt(1)]),
);
const TRADITIONAL = new RegExp(`[${[...SIMPLIFIED_OF.keys()].join('')}]`, 'gu');

/** The same text in simplified characters, one for one. */
export function simplified(text: string): string {
  return text.replace(TRADITIONAL, (character) => SIMPLIFIED_OF.get(character) ?? character);
}
