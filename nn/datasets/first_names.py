"""First names to learn from, of many languages, in small letters; in no order, so that training may take it."""

from __future__ import annotations

from typing import Final

__all__ = ["names"]

WRITTEN: Final = """
fatima simin nune chana aurora biljana gantulga baiba mawuli dumitru ulrike thelma magda bilal remi kamau henning aija
mitra grigory misook lambros subhash chihiro shota eliora sarah prasad edouard jamila dalia nandi frida farhad adele
miyu ken thandeka bakyt felicie taeyang tiit tadeo gebre lali dace seungmin yishai arda bataar koldo ehud nadav alec
dusanka franca hazel tzipora anwuli nalani harriett eloi stana natalia mandla makana katerina khanh azadeh karine josu
huy jide milan mahmoud haldun fritz clark soren nomsa tirza skirmante hiroki eliska baha aliaksandr tangaroa batsheva
meelis nnamdi cody hamid reza nhlanhla roselyne adwoa idan aslan simba jurre girma maud ersin naruto octave maria
melati nanna jelani jutta guy ben neema vincent blazej dimitra livia fred gulay daisuke erkki birgit manijeh imants
raffaele yevhen winona jacopo anzor haitham wilbur niran reijo riccardo zaynab salome purwanto xiang saga rafi tomasz
shizuko kaspar federico song reginald ivor shyam dilrukshi alison alfred avigail yaretzi farhan tariq kirabo charu
mafalda raivo innes antti oren alexei mobolaji mohini ntombi imre oliver yeongho cora przemek dafydd gary gwendolyn
ochieng beata montserrat sabine gaetano yefim matan vittorio risto sjoerd weiming mert fikadu wati spencer yuto yara
wessel sahana glyn devrim hemi isagani kalani merfyn chandra ofra dolca issa inacio yitzhak nazim ludovic pelageya
dezso bernd jacqueline wanjiku jagdish bambang jelle ashley vikram kalle vijay tatiana leandro tayfun platon malik
gokhan massimo amparo dilara nicolas sade moray fabiola lorraine ayano roelof felipe maka marjan recep mary hisham
nahid taina berk thaleia marigold julius nurul vasilis wulan leopold kirsty noemie margit valentin fereshteh
sebastiana laetitia uma navid katlego dustin quyen parviz sergei vuyo kebede graca satoko hakob shu jalal lance
titilayo walter ugur jai hafsa otavio nasser chakrit shervin ruth rashmi wojciech kathleen nicanor tiina rita benedita
dora bice talia pradeepa shadi beryl ayana carmela ayaka dalisay chun sumiko cristian oyuna zinaida bartolomeo koen
bernard minjun socrates ragna sanja waldemar magdalena joseba pakpao dilek narges arvid dominique arend galit emine
priya rivka sahel kayla helmut octavian pua leah ostap zaza thorleif geza osman roshan jiri sayaka hideki rutendo
ndumiso killa kianoush agnieszka mikael kartika aleksi pol bodo tharindu cahaya dorothy blodwen wendy rasha rin emel
zita alejandro olaf vadim anahita dongwook wataru liora matti zurab domingo agathe gunnar shuang kumar bora goli
ernest dorota khadija mona amina ottavia rong bogdan georg miren erlan asuka kenna lavi brandon coenraad lasse aoife
teresa hagit quirin satoshi marshall miki sharif taisia eeva dionysis chiara chitra pau guillermo raymond yoshiko
ceren samar zulema sudha metztli toomas luana noam athena haruto saroj vera noel celeste helve khosrow emir ljubica
proinsias balram ifeanyi lado kala anil raimonds loc masoud meinir tadeusz zandile halyna sunanda uday guntur yuichi
maxim eino yaa edoardo ejike fulya hardik amadeu soroush fatoumata didem magnus katalin ivar thiago furkan lamia
nokuthula hieu youngsook thea harini fitri mukta margot heino lior gavril abebe vimala lionel anh cadoc hans ferhat
margaritis graziella lalita yanti yupanqui llorenc nisha hermann bohdan gulsen deepa michael evdokia mpho reyhan nana
stella wouter mathieu jaakko indra zhanna zodwa zdenek farnaz wesley kamon shlomo nevio inmaculada benjamin jale
supatra frank pieter eliana waiola radha rohit sonal sara maialen spyros loreta dhruv hermione desmond vytautas thomas
patxi mari paris rawiri midori naz dalya chau wafa yakov jocelyn kusuma maurice adina rana jaume fernand amichai
smadar bhanu ruta setareh pooja hiroshi gijs sidney eurwen yannis ron yusuke fernando rodion beth anahera ilinca foma
akanke tamaz elkana kuzma irem mindaugas tazio kenichi zhen bozena trygve vidar kaja lamberto lucinda crystal taylan
rida anneke berit firat enzo naledi padraig thijs jesse roos utami tadas beverly said lesya golda kimiko gilles nikau
viet hannele ashok marit tornike ella aiyana edeltraud lavinia maelle yash xenia govind benedict aisling sona iwona
emmanuelle gulnara kehinde dalibor ion gordana eha marusya rika minna aman madina sanele keiji donya kwadwo carles
germaine kirill silvia stacy nuwan rogelio angharad pavel lekan celina abayomi callum leif guney basma kunio sooyoung
gerda ander sarit sizwe mina ruwan linas gustavo vasyl hibiki suzu hadley sappho thabo keanu shanti zahava ozan najwa
donna tessa estelle owen pendo joaquin kai masego jokin till shahram patrizia angus elena yue ghislaine orla norbert
gideon peggy rotem helder mahesh viggo arezu marin amrita keoni monica chi ciprian laleh somchai eric rimantas
evangelia maarten afia pedro aintzane laia luitpold urmas yaroslav guang constance ngaio embla malak ioana shalom
mehrdad fikret enitan andrew pnina gobnait nelson mitsuko trofim samantha catriona thu marcela esperanza luningning
hanh carsten traian teofil isabel ceyda seamus wilfred niall deirdre santiago adhiambo darcy alana ilan curtis
elzbieta biel gloria husam frederic mercy sibel sarka eberhard bahia fiona dakota ayhan percy muireann anca juri
jennifer sava chul hinemoa camille mircea cassandra kurt susilo jiang tegwen ranald tunde colm avtandil nalini binh
sevim saoirse kanoa henri petra sandeep roger giulio malka radu maywa sigvard ananya ieuan imbi ruben asbjorn moritz
toru edmond siiri sakda nilesh viola silke melina salvador susumu viorica thuraya arash gustav bertha ravi huw pascal
nicolae halona orvokki ruzan iker octavio nadine dante astrid jahan arif manolis fatou mounir svante bettina djeneba
marcos nathalie nevena avani demba nell hong nazan akosua nizar kassandra oumou joko makani nadia mana ana calvin
ruzena nastya maha nga goran bhavna fergal vuk federica mandira jaemin anfisa suad takeshi sridhar omondi idris sawsan
doreen piotr safiya alasdair chinonso arianna khady shigeru mart lester deborah esti nandini rabab wahyu ksenija
ayelet ketevan vandana tian zehava iryna joachim tuya amadi meiling smaranda takashi blake gonzalo sandor savva
goronwy andris haeun wapasha laila olumide danuta sakura carol trinidad vasily nari tadeu itamar roxane mayumi
magdolna zohreh hedieh anke odette miranda rajani terje thabiso thierry ernesto grzegorz alesia priyanka gerrit amedeo
armand shiv tibor siv cisse rongo nursultan ilaria sebastian kanat margaret yao riina luke dalila urpi vibha sandrine
hendrik abiodun nicola stelios yael alem jorge tulsi heidi gunhild atefeh adnan obinna asuncion milica kotone sally
victor ebru shirin senait hormoz judit vered hanneke somsak odysseas loukas sulistyo bayram arkady veikko fumiko meir
emre javid lucia aristides paula zygmunt narayan shadab mohit
"""
names: Final[tuple[str, ...]] = tuple(WRITTEN.split())
"""A thousand first names, each once, in small letters."""
