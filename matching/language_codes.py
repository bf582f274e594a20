"""The codes of the world's languages that files may use beside those of the programme.

From the Unicode CLDR (language aliases and English language names). The tables only say
which codes exist and which spellings mean the same language; they relate no languages.
"""

from __future__ import annotations

from typing import Final

# ISO 639-1 and ISO 639-3, one after the other.
_SHORT: Final = """
aa aar ab abk ae ave af afr ak aka an arg as asm av ava ay aym ba bak be bel bi bis bm bam bo bod br
bre ca cat ce che ch cha co cos cr cre cs ces cu chu cv chv cy cym da dan dv div dz dzo ee ewe eo
epo et est eu eus fi fin fj fij fo fao fy fry ga gle gd gla gl glg gn grn gu guj gv glv he heb ho
hmo ht hat hz her ia ina id ind ie ile ig ibo ii iii ik ipk io ido is isl iu iku ja jpn jv jav kg
kon ki kik kj kua kk kaz kl kal km khm kn kan ko kor kr kau ks kas kv kom kw cor ky kir la lat lb
ltz lg lug li lim lo lao lt lit lu lub lv lav mg mlg mh mah mi mri ml mal mn mon mr mar ms msa mt
mlt my mya na nau nb nob nd nde ne nep ng ndo nl nld nn nno no nor nr nbl nv nav ny nya oc oci oj
oji or ori os oss pi pli qu que rm roh rn run rw kin sa san sc srd sd snd se sme sg sag sh hbs si
sin sk slk sl slv sm smo sn sna ss ssw st sot su sun sv swe ta tam te tel tk tuk tl tgl tn tsn to
ton ts tso tt tat tw twi ty tah ug uig ve ven vo vol wa wln xh xho yi yid yo yor za zha zu zul
"""

# Another three-letter spelling (bibliographic, or one variety of a macro language) and ours.
_SPELLINGS: Final = """
adp dzo alb sqi als sqi arb ara arm hye ayr aym azj aze baq eus bur mya chi cmn cls san cwd cre cze
ces drh mon dut nld ekk est esk ipk fat aka fre fra fuc ful gaz orm geo kat ger deu gre ell gug grn
ice isl ike iku khk mon knc kau kng kon kpv kom lvs lav mac mkd mao mri may msa mol ron npi nep ojg
oji ory ori pbu pus per pes plt mlg prp guj quz que rum ron scc srp scr hrv slo slk src srd swh swa
tib bod twi aka uzn uzb wel cym ydd yid zsm msa zyb zha
"""

# Languages that have a three-letter code only.
_LONG: Final = """
ace ach ada ady aeb afh agq ain akk akz ale aln alt ang ann anp arc arn aro arp arq ars arw ary arz
asa ase ast atj avk awa bal ban bar bas bax bbc bbj bej bem bew bez bfd bfq bgc bgn bho bik bin bjn
bkm bla blo blt bpy bqi bra brh brx bss bua bug bum byn byv cad car cay cch ccp ceb cgg chb chg chk
chm chn cho chp chr chy cic clc cop cps crg crh crj crk crl crm crr crs csb csw dak dar dav del den
dgr din dje doi dsb dtp dua dum dyo dyu dzg ebu efi egl egy eka elx enm esu ewo ext fan fil fit fon
frc frm fro frp frr frs fur gaa gag gan gay gba gbz gez gil glk gmh goh gon gor got grb grc gsw guc
gur guz gwi hai hak haw hax hif hil hit hmn hnj hsb hsn hup hur iba ibb ikt ilo inh izh jam jbo jgo
jmc jpr jrb jut kaa kac kaj kam kaw kbd kbl kcg kde kea ken kfo kgp kha kho khq khw kiu kkj kln kmb
koi kok kos kpe krc kri krj krl kru ksb ksf ksh kum kut kwk kxv lad lag lah lam lez lfn lij lil liv
lkt lmo lol lou loz lrc lsm ltg lua lui lun luo lus luy lzh lzz mad maf mag mai mak mas mde mdf mdr
men mer mfe mga mgh mgo mic min mnc mni moe moh mos mrj mua mus mwl mwr mwv mye myv mzn nan nap naq
nds new nia niu njo nmg nnh nog non nov nqo nso nus nwc nym nyn nyo nzi ojb ojc ojs ojw oka osa ota
pag pal pam pap pau pcd pcm pdc pdt peo pfl phn pis pms pnt pon pqm prg pro quc qug raj rap rar rgn
rhg rif rof rom rtm rue rug rup rwk sad sah sam saq sas sat saz sba sbp scn sco sdc sdh see seh sei
sel ses sga sgs shi shn shu sid slh sli sly sma smj smn sms snk sog srn srr ssy stq str suk sux swb
syc syr szl tce tcy tem teo ter tet tgx tht tig tiv tkl tkr tlh tli tly tmh tog tok tpi trv trw tsd
tsi ttm ttt tum tvl twq tyv tzm udm uga umb vai vec vep vls vmf vmw vot vro vun wae wal war was wbp
wuu xal xmf xnr xog yao yap yav ybb yrl yue zap zbl zea zen zun zza
"""


def _by_twos(text: str) -> dict[str, str]:
    """Every second word by the word before it."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


FURTHER_SPELLINGS: Final = _by_twos(_SHORT) | _by_twos(_SPELLINGS)
FURTHER_LANGUAGES: Final = frozenset(_LONG.split()) | frozenset(FURTHER_SPELLINGS.values())
