"""Which country or organisation an adjective, a capital or a short form stands for, as data."""

_TABLE = """
Afghanistan: Afghan, Kabul
Algeria: Algerian, Algiers
Argentina: Argentine, Argentinian, Buenos Aires
Armenia: Armenian, Yerevan
Australia: Australian, Canberra
Austria: Austrian, Vienna
Azerbaijan: Azerbaijani, Baku
Bahrain: Bahraini, Manama
Belarus: Belarusian, Minsk
Belgium: Belgian
Brazil: Brazilian, Brasilia
Bulgaria: Bulgarian, Sofia
Canada: Canadian, Ottawa
Chile: Chilean, Santiago
China: Chinese, Beijing, Zhongnanhai
Colombia: Colombian, Bogota
Croatia: Croatian, Zagreb
Cuba: Cuban, Havana
Cyprus: Cypriot, Nicosia
Czech Republic: Czech, Prague
Denmark: Danish, Copenhagen
Egypt: Egyptian, Cairo
Estonia: Estonian, Tallinn
Ethiopia: Ethiopian, Addis Ababa
Finland: Finnish, Helsinki
France: French, Paris, Elysee, Élysée, Quai d'Orsay
Georgia: Georgian, Tbilisi
Germany: German, Berlin
Greece: Greek, Athens
Hungary: Hungarian, Budapest
Iceland: Icelandic, Reykjavik
India: Indian, New Delhi, Delhi
Indonesia: Indonesian, Jakarta
Iran: Iranian, Tehran
Iraq: Iraqi, Baghdad
Ireland: Irish, Dublin
Israel: Israeli, Jerusalem, Tel Aviv
Italy: Italian, Rome
Japan: Japanese, Tokyo
Jordan: Jordanian, Amman
Kazakhstan: Kazakh, Astana
Kenya: Kenyan, Nairobi
Kuwait: Kuwaiti
Kyrgyzstan: Kyrgyz, Bishkek
Latvia: Latvian, Riga
Lebanon: Lebanese, Beirut
Libya: Libyan, Tripoli
Lithuania: Lithuanian, Vilnius
Malaysia: Malaysian, Kuala Lumpur
Mexico: Mexican
Moldova: Moldovan, Chisinau
Morocco: Moroccan, Rabat
Netherlands: Dutch, The Hague
New Zealand: Wellington
Nigeria: Nigerian, Abuja
North Korea: North Korean, Pyongyang, DPRK
Norway: Norwegian, Oslo
Oman: Omani, Muscat
Pakistan: Pakistani, Islamabad
Palestine: Palestinian, Ramallah
Philippines: Philippine, Filipino, Manila
Poland: Polish, Warsaw
Portugal: Portuguese, Lisbon
Qatar: Qatari, Doha
Romania: Romanian, Bucharest
Russia: Russian, Moscow, Kremlin, Russian Federation, Smolenskaya Square
Saudi Arabia: Saudi, Saudi Arabian, Riyadh
Senegal: Senegalese, Dakar
Serbia: Serbian, Belgrade
Slovakia: Slovak, Bratislava
Slovenia: Slovenian, Ljubljana
South Africa: South African, Pretoria
South Korea: South Korean, Seoul
Spain: Spanish, Madrid
Sudan: Sudanese, Khartoum
Sweden: Swedish, Stockholm
Switzerland: Swiss, Bern
Syria: Syrian, Damascus
Taiwan: Taiwanese, Taipei
Tajikistan: Tajik, Dushanbe
Thailand: Thai, Bangkok
Tunisia: Tunisian, Tunis
Turkey: Turkish, Ankara, Turkiye, Türkiye
Turkmenistan: Turkmen, Ashgabat
Ukraine: Ukrainian, Kyiv, Kiev
United Arab Emirates: Emirati, UAE, Abu Dhabi
United Kingdom: British, UK, U.K, Britain, London, Great Britain, Downing Street, Whitehall, Foreign Office
United States: US, U.S, USA, American, Americans, Washington
United States: White House, State Department, Pentagon, Foggy Bottom, Capitol Hill, United States of America
Uruguay: Uruguayan, Montevideo
Uzbekistan: Uzbek, Tashkent
Venezuela: Venezuelan, Caracas
Vietnam: Vietnamese, Hanoi
Yemen: Yemeni, Sanaa
United Nations: UN, U.N, Security Council, Secretary-General, Secretary General
European Union: EU, E.U, European Commission, European Council, Brussels
NATO: North Atlantic Treaty Organization
African Union: AU
Arab League: League of Arab States
OSCE: Organization for Security and Co-operation in Europe
"""


def _read(table: str) -> dict[str, str]:
    parties: dict[str, str] = {}
    for line in table.strip().splitlines():
        party, _, names = line.partition(": ")
        for name in (party, *names.split(", ")):
            parties[name] = party
            if name == name.title() and name.endswith(("an", "i")):
                parties[name + "s"] = party
    return parties


# Name as printed -> country or organisation.
PARTIES = _read(_TABLE)
LONGEST = max(len(name.split()) for name in PARTIES)

# The same in French and Russian; adjectives in lower case, Russian ones without their endings being told apart.
_ABROAD = """
China: Chine, Pékin, chinois, chinoise, Китай, Пекин, китайский
Egypt: Égypte, Le Caire, égyptien, égyptienne, Египет, Каир, египетский
France: français, française, Франция, Париж, французский, Елисейский дворец
Germany: Allemagne, allemand, allemande, Германия, Берлин, немецкий, германский
Iran: Téhéran, iranien, iranienne, Иран, Тегеран, иранский
Iraq: Irak, Bagdad, irakien, irakienne, Ирак, Багдад, иракский
Israel: Israël, Jérusalem, israélien, israélienne, Израиль, Иерусалим, израильский
Jordan: Jordanie, jordanien, jordanienne, Иордания, Амман, иорданский
Qatar: Катар, Доха, катарский
Russia: Russie, Moscou, russe, Россия, РФ, Москва, Кремль, российский, русский
Saudi Arabia: Arabie saoudite, Riyad, saoudien, saoudienne, Саудовская Аравия, Эр-Рияд, саудовский
Syria: Syrie, Damas, syrien, syrienne, Сирия, Дамаск, сирийский
Turkey: Turquie, turc, turque, Турция, Анкара, турецкий
Ukraine: ukrainien, ukrainienne, Украина, Киев, украинский
United Kingdom: Royaume-Uni, Londres, britannique, Великобритания, Лондон, Британия, британский
United States: États-Unis, Maison-Blanche, Maison Blanche, américain, américaine
United States: США, Вашингтон, Белый дом, американский, Госдепартамент, Госдеп
United Nations: ONU, Nations unies, Conseil de sécurité, ООН, Совет Безопасности, Совбез
European Union: Union européenne, UE, Bruxelles, Евросоюз, ЕС, Брюссель
"""
ABROAD = _read(_ABROAD)
