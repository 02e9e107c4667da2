<?xml version="1.0" encoding="utf-8"?>
<MasterTrack>
<rootObjects>
<root name="Tempo Track" ID="1001"/>
<root name="Signature Track" ID="1002"/>
</rootObjects>
<obj class="MTempoTrackEvent" ID="1001">
<list name="TempoEvent" type="obj">
<obj class="MTempoEvent" ID="1003"><float name="BPM" value="117.99990166674861"/><float name="PPQ" value="0"/></obj>
<obj class="MTempoEvent" ID="1004"><float name="BPM" value="120.50007531254707"/><float name="PPQ" value="7680"/></obj>
<obj class="MTempoEvent" ID="1005"><float name="BPM" value="97.24993395108652"/><float name="PPQ" value="20167"/></obj>
</list>
<float name="RehearsalTempo" value="120"/>
</obj>
<obj class="MSignatureTrackEvent" ID="1002">
<list name="SignatureEvent" type="obj">
<obj class="MTimeSignatureEvent" ID="1006"><int name="Bar" value="0"/><int name="Numerator" value="4"/><int name="Denominator" value="4"/><int name="Position" value="0"/></obj>
<obj class="MTimeSignatureEvent" ID="1007"><int name="Bar" value="6"/><int name="Numerator" value="3"/><int name="Denominator" value="4"/><int name="Position" value="11520"/></obj>
<obj class="MTimeSignatureEvent" ID="1008"><int name="Bar" value="12"/><int name="Numerator" value="7"/><int name="Denominator" value="8"/><int name="Position" value="20160"/></obj>
</list>
</obj>
</MasterTrack>
