import time
from pathlib import Path
import pytest
from funding.register.imports.loader import import_file
from funding.register.models import *
from tests.factories import InstrumentFactory
D=Path(__file__).resolve().parents[3]/"shared/data/iati"
@pytest.mark.django_db
def test_probe(django_assert_max_num_queries):
    for s in ("eni","eidhr","icsp","cso-la"): InstrumentFactory(slug=s,name=s,short_name=s)
    import_file(D/"ec-eastern-partnership-2021-06.xml")
    G=Grant.objects
    print(G.filter(contracted=None).count(), G.exclude(contract_number='').count(), list(G.exclude(contract_number='').values_list('contract_number',flat=True))[::7])
    from collections import Counter
    print(Counter(G.values_list('instrument',flat=True)), Counter(G.values_list('belarus_share',flat=True)), Counter(Programme.objects.values_list('belarus_share','reach')))
    print(Counter(G.values_list('sector_shares__sector',flat=True)))
    print(Counter(G.values_list('contracted_basis',flat=True)), Counter(Programme.objects.values_list('decided_basis',flat=True)), Programme.objects.values_list('decided_on','sectors')[:4])
    print(list(G.values_list('title',flat=True))[::11])
    print([ (a.source.publisher,a.source.licence,a.address) for a in SourceReference.objects.all()[::60]])
    ec=[g for g in SourceReference.objects.filter(identifier__contains='ECHO-', grant__isnull=False)]
    print([(e.identifier,e.imported['parents'],e.imported.get('linked'), e.grant.contracted) for e in ec])
    lp=Counter()
    from lxml import etree
    A=etree.parse(D/"ec-eastern-partnership-2021-06.xml").getroot().findall("iati-activity")
    dec={a.findtext("iati-identifier") for a in A if a.get("hierarchy")=="1"}
    kids={x.get("ref") for a in A if a.get("hierarchy")=="1" for x in a.findall("related-activity") if x.get("type")=="2"}
    con=[a for a in A if a.get("hierarchy")=="2"]
    t1={a.findtext("iati-identifier") for a in con if any(x.get("type")=="1" and x.get("ref") in dec for x in a.findall("related-activity"))}
    t2={a.findtext("iati-identifier") for a in con if any(x.get("type")=="2" and x.get("ref") in dec for x in a.findall("related-activity"))}
    d2={a.findtext("iati-identifier") for a in con}&kids
    print(len(t1),len(t2),len(d2),len(t1|d2),len(t1|t2|d2))
    r=import_file(D/"ec-eastern-partnership-2021-06.xml"); print(len(r.kept))
