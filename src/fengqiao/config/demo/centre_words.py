"""Invented words of a year at the reception desk: what neighbours came with, and what became of it. Nothing is true."""

from __future__ import annotations

from fengqiao.centre.domain.matters import Sort, Wish

SPOTS = ("一栋", "二栋", "三栋", "五栋", "六栋", "巷尾", "巷口", "水井边", "小榕树下", "晒谷坪", "东巷", "西巷")
# What is wrong, what kind of matter that is, what the neighbour hopes for, where the desk's page puts it, how it was
# put right.
PROBLEMS = (
    ("楼道灯坏了，晚上看不见路", Sort.REPAIR, Wish.FIX, "楼道", "换了灯泡，试过会亮。"),
    ("扶手松了，老人不敢抓", Sort.REPAIR, Wish.FIX, "楼道", "拧紧螺丝，又加了一个支架。"),
    ("地砖翘起来，绊了人", Sort.REPAIR, Wish.FIX, "巷子里", "铺平了，当天用警示桩围了一晚。"),
    ("水管滴水，墙根都湿了", Sort.REPAIR, Wish.FIX, "巷子里", "换了接头，不滴了。"),
    ("台阶没有标记，天黑容易踩空", Sort.SAFETY, Wish.FIX, "巷口", "刷了黄漆，立了提示牌。"),
    ("电动车堵了消防门", Sort.SAFETY, Wish.FIX, "楼道", "劝离了，划了停车线。"),
    ("插座裸露，小孩伸手够得着", Sort.SAFETY, Wish.FIX, "巷子里", "装了保护盖。"),
    ("井盖响，半夜车过吵人", Sort.REPAIR, Wish.FIX, "巷子里", "垫了胶圈。"),
    ("排水沟堵了，一下雨就漫", Sort.CLEAN, Wish.FIX, "巷子里", "志愿者清了沟，装了网。"),
    ("垃圾没人收，有味道", Sort.CLEAN, Wish.FIX, "巷口", "改成早晚各收一次。"),
    ("杂草长过膝盖，有蚊子", Sort.CLEAN, Wish.FIX, "巷子里", "周六一起除了草。"),
    ("墙上贴满小广告", Sort.CLEAN, Wish.FIX, "巷口", "铲掉了，刷了一遍墙。"),
    ("车停得乱，买菜车推不过", Sort.ORDER, Wish.FIX, "巷子里", "划了线，和车主说好了。"),
    ("早上卖菜的占了半边路", Sort.ORDER, Wish.TALK, "巷口", "商量好往里挪两米。"),
    ("楼上浇花，水滴到被子上", Sort.NEIGHBOURS, Wish.TALK, "家里", "两家坐下谈了，装了接水盘。"),
    ("隔壁半夜洗衣服，睡不着", Sort.NEIGHBOURS, Wish.TALK, "家里", "说好九点半以后不洗。"),
    ("阳台堆的东西挡了光", Sort.NEIGHBOURS, Wish.TALK, "家里", "一起搬走了一半。"),
    ("独居的老人没人买药", Sort.HELP, Wish.HELP, "家里", "志愿者每周二送一次。"),
    ("想有人教用手机挂号", Sort.HELP, Wish.HELP, "中心里", "周三下午开了班。"),
)
# Questions, each with its answer.
QUESTIONS = (
    ("高龄津贴要带什么材料？", "身份证和户口簿，到社区窗口。"),
    ("医保卡丢了在哪里补？", "带身份证到镇里便民服务大厅。"),
    ("流动人口怎么办居住证？", "带租房合同到社区登记，十五天取。"),
    ("孩子暑假能来看书吗？", "能，每天下午两点半到五点。"),
    ("活动室怎么预约？", "扫门口的码，或者在前台登记。"),
    ("停水到几点？", "通知写的是下午四点，来水了会在群里说。"),
    ("老房子加装电梯找谁问？", "住建窗口，电话写给您了。"),
    ("图书角的书能借几天？", "两个星期，可以续一次。"),
    ("垃圾分类桶哪个放电池？", "红色的那个。"),
    ("打疫苗要预约吗？", "要，社区卫生站每周四上午。"),
)
FOR_COUNCIL = (
    ("想在中段装两张长椅，老人走累了能坐", Sort.REPAIR, "装两张长椅，材料费从小账本出", "量地方、问价、装好"),
    ("公共晾衣架不够用", Sort.HELP, "加装一排晾衣架", "买材料，周末安装"),
    ("夜里跳舞的音响太大", Sort.NEIGHBOURS, "晚上八点半以后关音响", "和队长说定，贴公约"),
    ("想把空地改成小菜园", Sort.OTHER, "空地分成十二格，抽签轮种", "量地、写规则、抽签"),
    ("快递堆在巷口没人管", Sort.ORDER, "在中心门口设代收架", "做架子，排志愿者"),
    ("巷子里没有灯的一段要装灯", Sort.SAFETY, "装三盏太阳能灯", "问价、装灯、拍照"),
)
NAMES = (
    "松伯", "梅姨", "石叔", "竹婶", "云姨", "柳妈妈", "安阿婆", "水伯", "江阿婆", "溪叔", "山婶", "月姨",
    "秋伯", "春姨", "桥叔", "荷婶", "榕伯", "鹤姨", "星叔", "霞阿婆",
)  # fmt: skip
NOT_YET = ("才过两天又是老样子。", "只弄了一半。", "还是不行，请再看看。")
