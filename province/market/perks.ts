/**
 * What work can be like beside its occupation: a taste that people have and that employers write about, each in words of
 * their own. What somebody truly likes is held out; what they write is a part of it.
 */
export interface Perk {
  readonly offered: readonly string[];
  readonly wished: readonly string[];
}

export const PERKS: readonly Perk[] = [
  { offered: ['每周双休', '周末双休，法定节假日休息'], wished: ['想要双休', '周末要陪孩子，最好双休'] },
  { offered: ['包午餐', '提供工作餐'], wished: ['管饭的优先', '最好有工作餐'] },
  { offered: ['缴纳五险一金', '入职即缴五险'], wished: ['希望缴五险', '要交社保'] },
  { offered: ['不加班', '准时下班，无加班'], wished: ['不想加班', '能准时下班'] },
  {
    offered: ['加班多，按劳动法付加班费', '计件工资，多劳多得'],
    wished: ['想多挣钱，可以加班', '计件多劳多得'],
  },
  { offered: ['老员工传帮带', '有师傅带，可零基础学'], wished: ['想学手艺', '希望有师傅带'] },
  { offered: ['车间恒温，环境整洁', '室内工作，环境好'], wished: ['最好室内工作', '怕冷，想在室内'] },
  { offered: ['团队氛围好', '同事相处融洽'], wished: ['喜欢人多热闹', '希望同事好相处'] },
  { offered: ['工作稳定，长期招聘', '国企外包项目，稳定'], wished: ['想找稳定的活', '长期干'] },
  { offered: ['时间灵活，可调班', '弹性工作时间'], wished: ['时间要灵活', '家里有老人要照顾，时间灵活些'] },
  { offered: ['通勤班车', '班车接送'], wished: ['有班车最好', '离家近或有班车'] },
  { offered: ['晋升空间大', '有技能等级补贴'], wished: ['想往上发展', '想考技能等级证'] },
];
